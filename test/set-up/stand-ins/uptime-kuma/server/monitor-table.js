// The columns of a monitor, by the names under which it is told, and what each has at first.
const empty = (names) => Object.fromEntries(names.split(" ").map((name) => [name, null]));

export const monitorTable = {
  required: {
    active: true,
    interval: 20,
    maxretries: 0,
    retryInterval: 0,
    resendInterval: 0,
    timeout: 0,
    method: "GET",
    ignoreTls: false,
    upsideDown: false,
    invertKeyword: false,
    maxredirects: 10,
    acceptedStatuscodesJson: '["200-299"]',
    conditions: "[]",
    packetSize: 56,
    ping_count: 1,
    ping_numeric: true,
    ping_per_request_timeout: 2,
    grpcEnableTls: false,
    gamedigGivenPortOnly: true,
    kafkaProducerSsl: false,
    kafkaProducerAllowAutoTopicCreation: false,
    mqttCheckType: "keyword",
    cacheBust: false,
    wsIgnoreSecWebsocketAcceptHeader: false,
    wsSubprotocol: "",
    saveResponse: false,
    saveErrorResponse: true,
    responseMaxLength: 1024,
    retryOnlyOnStatusCodeFailure: false,
    screenshot_delay: 0,
  },
  optional: {
    weight: 2000,
    expiryNotification: true,
    domainExpiryNotification: false,
    snmpVersion: "2c",
    ntpStratumThreshold: 5,
    ntpTimeOffsetThreshold: 1000,
    ntpRootDispersionThreshold: 500,
    ...empty("name description type subtype parent url hostname port location protocol keyword body headers pushToken ipFamily"),
    ...empty("basic_auth_user basic_auth_pass authMethod authDomain authWorkstation bearer_token"),
    ...empty("oauth_client_id oauth_client_secret oauth_token_url oauth_scopes oauth_audience oauth_auth_method"),
    ...empty("tlsCa tlsCert tlsKey expectedTlsAlert dns_resolve_type dns_resolve_server dns_last_result"),
    ...empty("docker_container docker_host proxyId remote_browser system_service_name httpBodyEncoding"),
    ...empty("jsonPath jsonPathOperator expectedValue databaseConnectionString databaseQuery game gamedigToken"),
    ...empty("grpcUrl grpcProtobuf grpcBody grpcMetadata grpcMethod grpcServiceName"),
    ...empty("kafkaProducerTopic kafkaProducerBrokers kafkaProducerSaslOptions kafkaProducerMessage"),
    ...empty("mqttTopic mqttSuccessMessage mqttUsername mqttPassword mqttWebsocketPath"),
    ...empty("rabbitmqNodes rabbitmqUsername rabbitmqPassword snmpOid smtpSecurity"),
    ...empty("radiusUsername radiusPassword radiusCallingStationId radiusCalledStationId radiusSecret"),
    ...empty("userId createdDate manual_status snmpV3Username"),
  },
};

/** Objects, which stand as text in the table. */
export const asText = ["conditions", "kafkaProducerBrokers", "kafkaProducerSaslOptions", "rabbitmqNodes"];

/** Columns that nobody is told of. */
export const hidden = ["acceptedStatuscodesJson", "userId", "createdDate", "manual_status", "snmpV3Username"];

/** Columns that an edit leaves as they are, whatever it brings. */
export const kept = ["active", "weight", "dns_last_result", "acceptedStatuscodesJson", "userId", "createdDate", "snmpV3Username"];
