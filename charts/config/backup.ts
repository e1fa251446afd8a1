import { pastDay } from "./day";
import { namesTo, section } from "./groups";
import * as is from "./scalars";

const sftpTarget = (what: string, port: number, path: string) =>
  section(`How the ${what} is reached, by SFTP.`, {
    host: is.hostName(`The host name of the ${what}.`),
    port: is.whole(`The SSH port of the ${what}.`, 1, 65535).default(port),
    user: is.sshUser(`The SSH user on the ${what}.`),
    path: is.directory(`The directory on the ${what} that holds the repositories.`).default(path),
  });

export const backupSchema = section("When backups run and how long they stay.", {
  dailyAt: is.timeOfDay("When the first of the daily backups starts; the others follow within the hour.").default("03:30"),
  keepDaily: is.whole("How many days the daily backups are kept on the NAS.", 2, 90).default(7),
  forgetAt: is.timeOfDay("When the NAS removes what is older; after the daily backups.").default("07:00"),
  copyWeekly: section("The weekly copy to the remote NAS.", {
    day: is.weekday("The day of the weekly copy to the remote NAS.").default("sunday"),
    time: is.timeOfDay("The time of the weekly copy.").default("08:00"),
    keepWeeks: is.whole("How many weeks the copies are kept.", 1, 52).default(4),
    target: sftpTarget("remote NAS", 22, "/backups/mk360").optional(),
  }).prefault({}),
  copyMonthly: section("The monthly copy to the StorageBox.", {
    day: is.whole("The day of the month of the copy to the StorageBox; 1 to 28 are in every month.", 1, 28).default(1),
    time: is.timeOfDay("The time of the monthly copy.").default("12:00"),
    keepMonths: is.whole("How many months the copies are kept.", 1, 120).default(12),
    target: sftpTarget("StorageBox", 23, "/home/mk360").optional(),
  }).prefault({}),
  check: section("The weekly check that reads backups back.", {
    day: is.weekday("The day of the weekly check that reads the backups back.").default("saturday"),
    time: is.timeOfDay("The time of the weekly check.").default("08:00"),
    parts: is.whole("In how many weeks every byte is read once.", 1, 52).default(8),
  }).prefault({}),
  cleanedUp: namesTo(
    "When the owner removed most of what a service kept, by service; older backups are no yardstick for its next ones.",
    is.slug("A service that is backed up."),
    pastDay("The day of the clean-up."),
    "paperless-business: 2026-11-28",
  ).default({}),
  hyperBackup: section("Hyper Backup of the NAS, which is set up in DSM as docs/hyper-backup.md says.", {
    watched: is.yesNo("Whether an alarm is raised when Hyper Backup has not ended well for too long.").default(true),
    maxAgeDays: is.whole("How many days ago the last good Hyper Backup may have ended.", 2, 60).default(9),
  }).prefault({}),
}).prefault({});
