package main

import "encoding/binary"

const page = 4096

// A database of SQLite with one empty table, byte by byte as its file format says: the head and the list of tables on the
// first page, the table on the second.
func database(table string) string {
	file := make([]byte, 2*page)
	head := file[:100]
	copy(head, "SQLite format 3\x00")
	binary.BigEndian.PutUint16(head[16:], page)
	// Versions to write and read; fractions of a page that the format fixes.
	copy(head[18:], []byte{1, 1, 0, 64, 32, 32})
	binary.BigEndian.PutUint32(head[24:], 1) // changes
	binary.BigEndian.PutUint32(head[28:], 2) // pages
	binary.BigEndian.PutUint32(head[40:], 1) // changes of the schema
	binary.BigEndian.PutUint32(head[44:], 4) // its format
	binary.BigEndian.PutUint32(head[56:], 1) // UTF-8
	binary.BigEndian.PutUint32(head[92:], 1) // as of this change
	binary.BigEndian.PutUint32(head[96:], 3046000)

	statement := "CREATE TABLE " + table + " (id INTEGER PRIMARY KEY)"
	values := "table" + table + table + "\x02" + statement
	// A text of n bytes has the type 13 + 2n; 1 is a number of one byte.
	types := []byte{23, byte(13 + 2*len(table)), byte(13 + 2*len(table)), 1}
	types = binary.BigEndian.AppendUint16(types, varint(13+2*len(statement)))
	record := append([]byte{byte(len(types) + 1)}, types...)
	record = append(record, values...)
	cell := append(binary.BigEndian.AppendUint16(nil, varint(len(record))), 1)
	cell = append(cell, record...)
	start := page - len(cell)
	copy(file[start:], cell)
	leaf(file[100:], 1, start)
	binary.BigEndian.PutUint16(file[108:], uint16(start))
	leaf(file[page:], 0, page)
	return string(file)
}

// The head of a page that holds rows and no further pages.
func leaf(at []byte, cells, start int) {
	at[0] = 13
	binary.BigEndian.PutUint16(at[3:], uint16(cells))
	binary.BigEndian.PutUint16(at[5:], uint16(start))
}

// A number below 16384 in SQLite's way: seven bits a byte, here always two.
func varint(number int) uint16 {
	return uint16(0x80|number>>7)<<8 | uint16(number&0x7f)
}
