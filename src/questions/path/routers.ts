import { INGRESS_ROUTER } from './ingress-router.ts';
import type { Router } from './routing.ts';

/** Everything that routes requests. To add one: a file that implements Router, and a line here. */
export const ROUTERS: readonly Router[] = [INGRESS_ROUTER];
