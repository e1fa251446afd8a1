insert into invoices (number, request, order_sha256, summary) values ($1, $2, $3, $4);
