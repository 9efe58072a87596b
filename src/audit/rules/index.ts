import type { Rule } from '../rule.ts';
import selectorMatchesNoPod from './nx1002-selector-matches-no-pod/rule.ts';
import targetPortNameUnknown from './nx1102-target-port-name-unknown/rule.ts';
import targetPortNameOtherProtocol from './nx1103-target-port-name-other-protocol/rule.ts';
import targetPortNameMissingInSomePods from './nx1104-target-port-name-missing-in-some-pods/rule.ts';
import targetPortNameDiffers from './nx1105-target-port-name-differs/rule.ts';
import targetPortUndeclared from './nx1106-target-port-undeclared/rule.ts';
import targetPortSwapped from './nx1107-target-port-swapped/rule.ts';
import targetPortProtocol from './nx1108-target-port-protocol/rule.ts';
import slicePortEmpty from './nx1109-slice-port-empty/rule.ts';
import headlessPortDiffers from './nx1110-headless-port-differs/rule.ts';
import externalNameIgnoresFields from './nx1115-external-name-ignores-fields/rule.ts';
import externalNameOverHttp from './nx1116-external-name-over-http/rule.ts';
import internalLocalWithoutEndpoint from './nx1117-internal-local-without-endpoint/rule.ts';

/** Every rule, in the order of their codes. A rule's own argument type is its own affair, so the list forgets it. */
export const RULES = [
  selectorMatchesNoPod,
  targetPortNameUnknown,
  targetPortNameOtherProtocol,
  targetPortNameMissingInSomePods,
  targetPortNameDiffers,
  targetPortUndeclared,
  targetPortSwapped,
  targetPortProtocol,
  slicePortEmpty,
  headlessPortDiffers,
  externalNameIgnoresFields,
  externalNameOverHttp,
  internalLocalWithoutEndpoint,
] as unknown as readonly Rule[];
