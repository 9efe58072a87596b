/**
 * The parts of SARIF 2.1.0 that our output uses, with nothing else allowed, as the standard's sections 3.13 (sarifLog) to 3.58
 * (notification) state them. Written from the standard: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
const LEVEL = { enum: ['none', 'note', 'warning', 'error'] };
const MESSAGE = closed({ text: { type: 'string' } }, ['text']);

const REPORTING_DESCRIPTOR = closed(
  { id: { type: 'string' }, shortDescription: MESSAGE, help: MESSAGE, defaultConfiguration: closed({ level: LEVEL }) },
  ['id'],
);

const LOCATION = closed({
  physicalLocation: closed(
    {
      artifactLocation: closed({ uri: { type: 'string', format: 'uri-reference' } }),
      region: closed({ startLine: { type: 'integer', minimum: 1 } }),
    },
    ['artifactLocation'],
  ),
  logicalLocations: {
    type: 'array',
    items: closed({ name: { type: 'string' }, fullyQualifiedName: { type: 'string' }, kind: { type: 'string' } }),
  },
});

const RESULT = closed(
  {
    ruleId: { type: 'string' },
    level: LEVEL,
    message: MESSAGE,
    locations: { type: 'array', items: LOCATION },
    partialFingerprints: { type: 'object', additionalProperties: { type: 'string' } },
    suppressions: {
      type: 'array',
      items: closed({ kind: { enum: ['inSource', 'external'] }, justification: { type: 'string' } }, ['kind']),
    },
    properties: { type: 'object' },
  },
  ['message'],
);

const INVOCATION = closed(
  {
    executionSuccessful: { type: 'boolean' },
    toolExecutionNotifications: {
      type: 'array',
      items: closed({ level: LEVEL, message: MESSAGE, associatedRule: closed({ id: { type: 'string' } }, ['id']) }, ['message']),
    },
  },
  ['executionSuccessful'],
);

const DRIVER = closed(
  {
    name: { type: 'string' },
    semanticVersion: { type: 'string' },
    rules: { type: 'array', uniqueItems: true, items: REPORTING_DESCRIPTOR },
  },
  ['name'],
);

const RUN = closed(
  {
    tool: closed({ driver: DRIVER }, ['driver']),
    columnKind: { enum: ['utf16CodeUnits', 'unicodeCodePoints'] },
    invocations: { type: 'array', items: INVOCATION },
    results: { type: 'array', items: RESULT },
  },
  ['tool'],
);

/** JSON Schema of a log. */
export const SARIF = closed({ $schema: { type: 'string' }, version: { const: '2.1.0' }, runs: { type: 'array', items: RUN } }, [
  'version',
  'runs',
]);

function closed(properties: Readonly<Record<string, object>>, required: readonly string[] = []) {
  return { type: 'object', properties, required, additionalProperties: false };
}
