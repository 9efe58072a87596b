/** The kinds of routes that are explained each by itself. */
export type ExplainedRouteKind = 'HTTPRoute' | 'GRPCRoute';
