/** On the Secrets that hold a certificate, so that one list call reads these and no other secret. */
export const certificateLabel = "mk360.de/certificate";
