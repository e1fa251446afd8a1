select summary from invoices where number = $1;
