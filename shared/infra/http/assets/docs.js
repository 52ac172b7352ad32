"use strict";
const description = "/api/openapi.json";
const place = document.getElementById("docs");

// The operations come first: all of the introduction but its first paragraph is folded away.
function foldIntroduction() {
  const text = place.querySelector(".info .description .renderedMarkdown") || place.querySelector(".info .description");
  if (!text || text.querySelector("details")) return;
  const details = document.createElement("details");
  const summary = document.createElement("summary");
  summary.textContent = "Conventions: who calls, money, errors, repeating a request, lists, limits";
  details.append(summary, ...[...text.children].slice(1));
  text.append(details);
}

if (window.SwaggerUIBundle) {
  window.SwaggerUIBundle({
    url: description,
    domNode: place,
    deepLinking: true,
    validatorUrl: null,
    persistAuthorization: false,
    filter: true,
    docExpansion: "list",
    defaultModelsExpandDepth: -1,
    displayRequestDuration: true,
    tryItOutEnabled: true,
    onComplete: foldIntroduction,
  });
} else {
  window.Redoc.init(description, { nativeScrollbars: true, theme: { typography: { fontFamily: "sans-serif" } } }, place);
}
