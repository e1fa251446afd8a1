import { days } from "../../charts/values/span";

/** How long certificates live and when they are renewed; DESIGN section 6. */
export const lifetime = { authority: days(3650), leaf: days(730), warning: days(60) } as const;
