select name, media_type, content from documents where number = $1 and name = $2;
