import { section } from "./groups";
import * as is from "./scalars";

export const passwordsSchema = section("The vaults of passwords.", {
  eventDays: is
    .whole("How many days the business vault keeps who opened, changed and shared what of its organisation.", 1, 3650)
    .default(365),
}).prefault({});
