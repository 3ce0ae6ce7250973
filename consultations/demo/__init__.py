"""The demo clinic: invented people and what happened to them, told through the real actions."""
