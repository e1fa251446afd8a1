// What OpenSign's server 2.41.0 does with signers and papers, read in its source: who may, what it refuses, what it keeps.
import { randomBytes, randomUUID } from "node:crypto";

const id = () => randomUUID().replaceAll("-", "").slice(0, 10);
const pointer = (className, objectId) => ({ __type: "Pointer", className, objectId });

// Parse's own refusals.
const notSignedIn = [400, { code: 209, error: "User is not authenticated." }];
const readBySignedIn = [404, { code: 101, error: "Permission denied, user needs to be authenticated." }];

const holds = (row, [key, wanted]) => {
  const value = row[key];
  if (wanted !== null && typeof wanted === "object" && "$ne" in wanted) return value !== wanted.$ne;
  if (wanted?.__type === "Pointer") return value?.className === wanted.className && value.objectId === wanted.objectId;
  return value === wanted;
};

// A row whose address is not told comes whole; who is not in its list gets none of it.
const found = (rows, user, url) => {
  const where = Object.entries(JSON.parse(url.searchParams.get("where") ?? "{}"));
  return rows.filter((row) => row.readers.includes(user.objectId) && where.every((each) => holds(row, each)));
};

const shown = ({ readers: _, ...row }) => row;

export const papers = (store) => {
  const contactsOf = (all) => all.contacts ?? [];
  const papersOf = (all) => all.papers ?? [];

  return {
    contacts: (user, url) => {
      if (!user) return readBySignedIn;
      return [200, { results: found(contactsOf(store.read()), user, url).map(shown) }];
    },

    documents: (user, url) => {
      if (!user) return readBySignedIn;
      const all = store.read();
      const rows = found(papersOf(all), user, url).map(shown);
      if (url.searchParams.get("include") !== "Signers") return [200, { results: rows }];
      const whole = ({ objectId }) => shown(contactsOf(all).find((contact) => contact.objectId === objectId));
      return [200, { results: rows.map((row) => ({ ...row, Signers: row.Signers.map(whole) })) }];
    },

    // Anybody who gets this far; nobody does by the edge.
    account: ({ username, email, password, name }) => {
      const all = store.read();
      if (!username) return [400, { code: 200, error: "bad or missing username" }];
      if (all.users.some((each) => each.email === email)) return [400, { code: 202, error: "Account already exists for this username." }];
      const objectId = id();
      store.write({ ...all, users: [...all.users, { objectId, email, password, name }] });
      return [201, { objectId, createdAt: new Date().toISOString(), sessionToken: `r:${randomUUID()}` }];
    },

    // Parse takes files of those who signed in, names them anew, and tells where it was reached itself.
    file: (user, name, bytes, host) => {
      if (!user) return [400, { code: 130, error: "File upload by public is disabled." }];
      if (bytes.length === 0) return [400, { code: 130, error: "Invalid file upload." }];
      const all = store.read();
      const kept = `${randomBytes(16).toString("hex")}_${name}`;
      store.write({ ...all, files: { ...all.files, [kept]: bytes.toString("base64") } });
      return [201, { name: kept, url: `http://${host}/app/files/opensign/${kept}` }];
    },

    functions: {
      getUserDetails: (_, user) => {
        if (!user) throw notSignedIn;
        const { TenantId, ...member } = store.read().members.find(({ UserId }) => UserId.objectId === user.objectId) ?? {};
        return { ...member, TenantId: { ...pointer("partners_Tenant", TenantId), __type: "Object" } };
      },

      // Without a session it does nothing and says nothing.
      savecontact: ({ name, email, company, tenantId }, user) => {
        if (!user) return undefined;
        const all = store.read();
        const Email = email.toLowerCase().replaceAll(/\s/g, "");
        if (contactsOf(all).some((each) => each.Email === Email && each.CreatedBy.objectId === user.objectId && !each.IsDeleted))
          throw [400, { code: 137, error: "Contact already exists." }];
        const account = all.users.find((each) => each.email === Email)?.objectId ?? id();
        const objectId = id();
        const row = {
          objectId,
          Name: name,
          Email,
          Company: company,
          IsDeleted: false,
          TenantId: pointer("partners_Tenant", tenantId),
          CreatedBy: pointer("_User", user.objectId),
          UserId: pointer("_User", account),
        };
        store.write({ ...all, contacts: [...contactsOf(all), { ...row, readers: [user.objectId, account] }] });
        return row;
      },

      createdocumentfromapp: ({ document }, user) => {
        if (!document) throw [400, { code: 107, error: "Missing document payload." }];
        if (!user) throw notSignedIn;
        if (document.Name.length > 250) throw [400, { code: 142, error: 'The "Name" field must be at most 250 characters long.' }];
        const all = store.read();
        const readers = document.Signers.map(({ objectId }) => {
          const contact = contactsOf(all).find((each) => each.objectId === objectId);
          if (!contact) throw [404, { code: 101, error: "Object not found." }];
          return contact.UserId.objectId;
        });
        const ExpiryDate = { __type: "Date", iso: new Date(Date.now() + document.TimeToCompleteDays * 86_400_000).toISOString() };
        const row = { ...document, objectId: id(), createdAt: new Date().toISOString(), ExpiryDate };
        store.write({ ...all, papers: [...papersOf(all), { ...row, readers: [user.objectId, ...readers] }] });
        return row;
      },

      // Whether the mail server is there, it says by a word alone.
      sendmailv3: (mail) => {
        if (process.env.STAND_IN_MAIL === "down") return { status: "error" };
        const all = store.read();
        store.write({ ...all, mails: [...(all.mails ?? []), mail] });
        return { status: "success" };
      },
    },
  };
};
