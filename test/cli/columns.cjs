// Preloaded by tests: what the terminal of a person would tell the program.
process.stdout.columns = Number(process.title);
