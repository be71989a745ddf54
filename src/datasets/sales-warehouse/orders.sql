-- Orders are numbered in time: the last ones are Pending. Of the others, those with the lowest cancel_rank, a uniform
-- number in [0, 1), are Cancelled: as many as make cancelled_share of all orders.
SELECT
  o.order_id,
  o.order_date,
  o.customer_id,
  o.store_id,
  a.order_total,
  CASE
    WHEN o.order_id > round(setting('visit.total') * (1 - setting('order.pending_share'))) THEN 'Pending'
    WHEN o.cancel_rank * (1 - setting('order.pending_share')) < setting('order.cancelled_share') THEN 'Cancelled'
    ELSE 'Completed'
  END AS order_status
FROM raw_orders o
JOIN order_aggregates a ON a.order_id = o.order_id
