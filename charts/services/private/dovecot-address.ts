import { hostOf } from "../../model/use";

/** Where Roundcube finds Dovecot, and whose name its certificate bears. */
export const dovecotHost = hostOf("dovecot", "private");

/** IMAP over TLS, above 1024, so that it needs no right of root. */
export const imapsPort = 31993;
