const named = process.env.MK360_CONFIG ?? "";

/** Whether the owner names the file himself. */
export const isNamed = named !== "";
/** The owner's configuration: `config.yaml` of the current folder, or the file that MK360_CONFIG names. */
export const configFile = isNamed ? named : "config.yaml";
