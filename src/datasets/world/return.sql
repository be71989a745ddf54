SELECT
  return_id,
  line_id,
  receipt_id,
  store_id,
  product_id,
  sold_on,
  returned_on,
  returned_at,
  quantity,
  refund_cents,
  reason::VARCHAR AS reason
FROM world.return_line
