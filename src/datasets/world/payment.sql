SELECT
  payment_id,
  receipt_id,
  paid_on,
  paid_at,
  tender::VARCHAR AS tender,
  amount_cents
FROM world.payment
