import { alarmPath, alarmWebhook } from "../../../alarm-webhook";
import { smtpSettings } from "../../../smtp";
import { type Context, days, endpoints, minutes } from "../../../vocabulary";
import { incomingKind, invoiceFields, invoiceFolder, invoiceKind } from "../../invoices/document-kinds";
import { makesInvoices } from "../../invoices/invoices";
import { openaiTags, sendsByItself } from "../../paperless-gpt/openai-tags";
import { refuseLostCall, refuseSameCall } from "../broken-workflow";
import { orders, readsInbox } from "../credentials";
import { Workflow } from "../workflow";
import type { WorkflowFile } from "../workflow-file";
import alarms from "./alarms.json";
import failures from "./failures.json";
import invoice from "./invoice.json";
import invoiceArrival from "./invoice-arrival.json";
import invoiceForm from "./invoice-form.json";
import invoiceInbox from "./invoice-inbox.json";
import tagging from "./tagging.json";

const file = (content: unknown): WorkflowFile => content as WorkflowFile;

/** The part of the address at which programs order invoices. */
const invoicePath = "mk360-invoice";

/** The same alarm is passed on once in this time. */
const quiet = minutes(60);

/** What an invoice is filed with in the business archive. */
const filing = {
  archive: `http://${endpoints.paperlessBusiness.address}`,
  folder: invoiceFolder.name,
  numberField: invoiceFields.number.name,
  amountField: invoiceFields.amount.name,
  dueField: invoiceFields.due.name,
};

/** What came in within this time is given to paperless-gpt, unless it bears a mark already. */
const ofTheseDays = days(7);

/** A page of German text, and how often paperless-gpt asks about a document: its title, its tags, its date. Both are estimates. */
const [tokensPerPage, questions] = [800, 3];

const givesDocuments = ({ config, runs }: Context): boolean => sendsByItself(config) && runs("paperless-gpt");

const takesOrders = ({ config, runs }: Context): boolean => makesInvoices(config) && runs("invoices");

/** From whom and to whom go the mails about what a workflow did. */
const toTheOwner = { from: smtpSettings.from, to: ({ config }: Context): string => config.contact };

/** Every workflow of ours. */
export const workflows: readonly Workflow[] = [
  new Workflow("alarms", {
    does: "Passes alarms on to Telegram and Slack, each at most once an hour, and tries the way itself once a month.",
    file: file(alarms),
    values: {
      telegramChat: ({ config }) => config.notifications.telegram?.chat ?? "",
      slackChannel: ({ config }) => config.notifications.slack?.channel ?? "",
      slackUrl: "https://slack.com/api/chat.postMessage",
      quietSeconds: quiet.seconds,
    },
    probe: {
      path: alarmPath,
      header: { name: "Authorization", value: alarmWebhook.file("bearer") },
      body: { probe: true },
      answer: "Workflow was started",
    },
  }),
  new Workflow("failures", {
    does: "Mails you which workflow has failed, and at which step; nothing of what it worked on.",
    file: file(failures),
    values: toTheOwner,
  }),
  new Workflow("invoice", {
    does: "Makes the invoice that a program or the form orders, files it into Paperless, and mails it to the customer.",
    file: file(invoice),
    values: {
      enabled: takesOrders,
      invoices: (context) => (takesOrders(context) ? `http://${endpoints.invoices.address}` : ""),
      ...filing,
      kind: invoiceKind,
      seller: ({ config }) => config.invoices?.name ?? "",
      ...toTheOwner,
    },
    probe: {
      path: invoicePath,
      header: { name: "Authorization", value: orders.file("bearer") },
      body: { probe: true },
      answer: '"invoice":null',
    },
  }),
  new Workflow("invoice-form", {
    does: "Shows a form for an invoice, orders that, and mails you what is wrong with it.",
    file: file(invoiceForm),
    // Its own address within the pod: the form is one of those that order.
    values: {
      orders: `http://127.0.0.1:${endpoints.n8n.number}/webhook/${invoicePath}`,
      ...toTheOwner,
    },
  }),
  new Workflow("invoice-arrival", {
    does: "Has an invoice that came in judged, files it into Paperless with the judgement as a note, and mails you what is wrong with it.",
    file: file(invoiceArrival),
    values: {
      enabled: takesOrders,
      invoices: (context) => (takesOrders(context) ? `http://${endpoints.invoices.address}` : ""),
      ...filing,
      kind: incomingKind,
      ...toTheOwner,
    },
  }),
  new Workflow("invoice-inbox", {
    does: "Takes the invoices out of the mails to the mailbox of config.yaml, and has each judged and filed.",
    file: file(invoiceInbox),
    values: toTheOwner,
    when: readsInbox,
  }),
  new Workflow("tagging", {
    does: "Gives the documents of the day to paperless-gpt at three in the night, counts what became of them, and mails you that.",
    file: file(tagging),
    values: {
      enabled: givesDocuments,
      archive: `http://${endpoints.paperlessBusiness.address}`,
      days: ofTheseDays.seconds / days(1).seconds,
      pages: ({ config }) => config.openai.pages,
      trigger: openaiTags.auto,
      given: openaiTags.given,
      complete: openaiTags.complete,
      failed: openaiTags.failed,
      manual: openaiTags.manual,
      never: openaiTags.never,
      tokensPerPage,
      questions,
      euroPerMillionTokens: ({ config }) => config.openai.euroPerMillionTokens ?? 0,
      ...toTheOwner,
    },
  }),
];

const steps = workflows.map(({ id, name, file: { nodes } }) => ({ id, name, nodes }));
refuseSameCall(steps);
refuseLostCall(steps);
