/** The owner's configuration: `config.yaml` of the current folder, or the file that MK360_CONFIG names. */
export const configFile = process.env.MK360_CONFIG ?? "config.yaml";
