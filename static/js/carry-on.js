// After signing in again the form goes on by itself; the button is for pages without script.
document.querySelector("[data-carry-on]").submit();
