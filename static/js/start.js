// On the page of somebody with no form under way, the first treatment has the focus.
document.querySelector("[data-start] input[type=radio]")?.focus({ preventScroll: true });
