/** What it answers over plain HTTP. */
export const web =
  ({ settings, memory, pages, monitors }) =>
  (request, response) => {
    const { pathname, searchParams } = new URL(request.url, "http://here");
    const send = (status, type, text, headers = {}) => response.writeHead(status, { "content-type": type, ...headers }).end(text);
    const json = (status, text) => send(status, "application/json", text);
    const behind = settings.trustProxy ? request.headers["x-forwarded-host"] : undefined;
    const slug = pages.ofDomain(behind ?? request.headers.host?.replace(/:\d+$/, ""));
    const [, first, second, third] = pathname.split("/");

    if (pathname === "/api/entry-page")
      return json(
        200,
        JSON.stringify(
          slug ? { type: "statusPageMatchedDomain", statusPageSlug: slug } : { type: "entryPage", entryPage: memory.entryPage },
        ),
      );
    if (first === "api" && second === "push") {
      if (Number(searchParams.get("ping")) < 0) return json(404, JSON.stringify({ ok: false, msg: "Invalid ping value." }));
      if (monitors.beat(third)) return json(200, JSON.stringify({ ok: true }));
      return json(404, JSON.stringify({ ok: false, msg: "Monitor not found or not active." }));
    }
    if (first === "api" && second === "status-page" && third) {
      const { status, text } = pages.atAddress(request.url, third);
      return json(status, text);
    }
    if (pathname === "/" && !slug) {
      const page = /^statusPage-(.*)/.exec(memory.entryPage)?.[1];
      return send(302, "text/plain", "", { location: page ? `/status/${page}` : "/dashboard" });
    }
    // One page for whatever there is to see.
    return send(first === "status" && !pages.has(second) ? 404 : 200, "text/html", "<!doctype html><title>Uptime Kuma, a stand-in</title>");
  };
