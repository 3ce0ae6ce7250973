// The one place the token stands on a page is where htmx reads it: <body hx-headers>.
export const csrfHeaders = () => JSON.parse(document.body.getAttribute("hx-headers") ?? "{}");
