/** The file in a volume that a program keeps locked while it works on the data; charts/services/hold-data.sh makes it. */
export const dataLock = ".held";
