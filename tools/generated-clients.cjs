/**
 * Stands in for what KubeConfig could do and nobody here asks it for: clients of every API, three megabytes of generated
 * code, and headers for a fetch of its own. The bundle and the tests take this instead.
 */
class ServerConfiguration {}

function createConfiguration() {
  throw new Error("left out: the clients that are generated for each API");
}

function Headers() {
  throw new Error("left out: the headers of a fetch of its own");
}

module.exports = { ServerConfiguration, createConfiguration, Headers };
