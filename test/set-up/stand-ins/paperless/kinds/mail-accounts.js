import { boolean, choice, date, integer, text } from "../fields.js";
import { byNumber } from "../listing.js";
import { ownerFields, shownOwner } from "../ownership.js";
import { isRealPassword } from "../password.js";
import { unique } from "../relations.js";
import { plainPassword } from "./users.js";

const fields = {
  name: text({ most: 256, checks: [unique("mail_accounts", "name")] }),
  imap_server: text({ most: 256 }),
  imap_port: integer({ least: 0, nullable: true, initial: null }),
  imap_security: choice([1, 2, 3], { initial: 2 }),
  username: text({ most: 256 }),
  password: plainPassword(),
  character_set: text({ most: 256, initial: "UTF-8" }),
  is_token: boolean({ initial: false }),
  ...ownerFields.plain,
  ...ownerFields.shared,
  account_type: choice([1, 2, 3], { initial: 1 }),
  expiration: date({ nullable: true, initial: null }),
};

export const mailAccounts = {
  model: "mailaccount",
  fields,
  isOwned: true,
  order: byNumber(({ id }) => id),
  hooks: {
    check: ({ password, ...values }, { row }) => ({ ...values, ...(!row || isRealPassword(password) ? { password } : {}) }),
  },
  show: (row, call) => {
    const { owner, ...whose } = shownOwner(row, call);
    const { set_permissions: _, ...names } = fields;
    const { account_type, expiration, ...first } = Object.fromEntries(Object.keys(names).map((name) => [name, row[name]]));
    return { id: row.id, ...first, password: "*".repeat(Math.max(10, row.password.length)), owner, ...whose, account_type, expiration };
  },
};
