package dev.oneshot.worker.functions;

import com.amazonaws.services.lambda.runtime.RequestHandler;

/** A step between a function and the interface that it implements. */
abstract class TypedHandler<A, B> implements RequestHandler<B, A> {}
