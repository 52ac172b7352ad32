"use strict";
const description = "/api/openapi.json";
const place = document.getElementById("docs");
if (window.SwaggerUIBundle) {
  window.SwaggerUIBundle({
    url: description,
    domNode: place,
    deepLinking: true,
    validatorUrl: null,
    persistAuthorization: false,
    filter: true,
    docExpansion: "none",
    defaultModelsExpandDepth: -1,
    displayRequestDuration: true,
    tryItOutEnabled: true,
  });
} else {
  window.Redoc.init(description, { nativeScrollbars: true, theme: { typography: { fontFamily: "sans-serif" } } }, place);
}
