export const contractsJson = (): string => "{}";
