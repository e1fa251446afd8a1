import rebootService from "../../hosts/files/reboot-service.conf";
import upgrades from "../../hosts/files/upgrades.conf";
import type { Machine } from "../model/machine/machine";
import { restartOf } from "../model/machine/restart";
import type { Stack } from "../model/stack";

/** What upgrades a machine by itself, and restarts it on its own day, away from backups and from the others. */
export function upgradeFiles(stack: Stack, machine: Machine): Record<string, string> {
  const { timeZone } = stack.config;
  const { day, time } = restartOf(stack, machine);
  return {
    "etc/apt/apt.conf.d/52mk360-upgrades": upgrades,
    "etc/systemd/system/mk360-reboot.service": rebootService,
    "etc/systemd/system/mk360-reboot.timer": timer(
      `Restart of ${machine.name}, where an upgrade asks for it`,
      `${day} *-*-* ${time} ${timeZone}`,
    ),
    // An hour before it, every day: what it restarts is interrupted then, and no backup with it.
    "etc/systemd/system/apt-daily-upgrade.timer.d/mk360.conf": `${made}[Timer]\nOnCalendar=\nOnCalendar=*-*-* ${hourBefore(time)} ${timeZone}\nRandomizedDelaySec=10min\n`,
  };
}

const made = "# Made by npm run synth; what is changed here by hand is lost.\n";

function timer(description: string, calendar: string): string {
  return `${made}[Unit]\nDescription=${description}\n\n[Timer]\nOnCalendar=${calendar}\n\n[Install]\nWantedBy=timers.target\n`;
}

function hourBefore(time: string): string {
  const [hour = "", minute = ""] = time.split(":");
  return `${String(Number(hour) - 1).padStart(2, "0")}:${minute}`;
}
