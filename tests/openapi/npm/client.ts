// Places an order, pays it and reads it, through types made from the document: what does not fit them does not compile.
import createClient from "openapi-fetch";

import type { components, paths } from "./build/schema.js";

declare const process: { argv: string[] };

const [baseUrl, token, sku] = process.argv.slice(2);
if (!baseUrl || !token || !sku) throw new Error("say where, as whom and what: URL TOKEN SKU");

const shop = createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${token}` } });

const wanted: components["schemas"]["OrderIn"] = {
  items: [{ sku, quantity: 2 }],
  customer: { name: "Ada Lovelace", email: "ada@example.com" },
  shipping_address: {
    name: "Ada Lovelace",
    line1: "12 St James's Square",
    city: "London",
    postal_code: "SW1Y 4JH",
    country: "GB",
  },
};
const placed = await shop.POST("/v1/orders", {
  body: wanted,
  params: { header: { "Idempotency-Key": "typescript-client" } },
});
if (placed.error) throw new Error(placed.error.code);
const order_id = placed.data.id;

const payment = await shop.POST("/v1/orders/{order_id}/payments", {
  body: { method: "manual" },
  params: { path: { order_id }, header: { "Idempotency-Key": "typescript-client" } },
});
if (payment.error) throw new Error(payment.error.code);

const read = await shop.GET("/v1/orders/{order_id}", { params: { path: { order_id } } });
if (read.error) throw new Error(read.error.code);

const list = await shop.GET("/v1/orders", { params: { query: { limit: 1 } } });
if (list.error) throw new Error(list.error.code);

const absent = await shop.GET("/v1/orders/{order_id}", { params: { path: { order_id: 999_999_999 } } });
console.log(
  JSON.stringify({
    id: read.data.id,
    status: read.data.status,
    payment_status: read.data.payment_status,
    total_cents: read.data.total_cents,
    listed: list.data.items.map((order) => order.id),
    absent: absent.error?.code,
  }),
);
