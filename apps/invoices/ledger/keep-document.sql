insert into documents (number, name, media_type, content, sha256) values ($1, $2, $3, $4, $5);
