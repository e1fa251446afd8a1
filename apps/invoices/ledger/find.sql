select order_sha256, summary, exists (select from sendings where sendings.number = invoices.number) as sent
from invoices where request = $1;
