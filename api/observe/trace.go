package observe

import (
	"context"
	"errors"
	"os"
	"strings"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"

	"yaodian/parser/format"
)

// Tracing makes spans of what a process does. A nil Tracing makes none and
// costs nothing.
type Tracing struct {
	Provider   trace.TracerProvider
	Propagator propagation.TextMapPropagator // continues a caller's trace
	tracer     trace.Tracer
	shutdown   func(context.Context) error
}

// NewTracing sends spans to where the standard environment says
// (OTEL_EXPORTER_OTLP_ENDPOINT or OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, over
// HTTP; the other OTEL_ variables of the SDK hold too). Without an endpoint,
// with OTEL_SDK_DISABLED=true or OTEL_TRACES_EXPORTER=none, it returns nil.
func NewTracing(ctx context.Context, version string) (*Tracing, error) {
	if os.Getenv("OTEL_EXPORTER_OTLP_ENDPOINT") == "" && os.Getenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") == "" ||
		strings.EqualFold(os.Getenv("OTEL_SDK_DISABLED"), "true") || os.Getenv("OTEL_TRACES_EXPORTER") == "none" {
		return nil, nil
	}
	exporter, err := otlptracehttp.New(ctx)
	if err != nil {
		return nil, err
	}
	// What OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES say goes before these.
	res, err := resource.New(ctx, resource.WithAttributes(attribute.String("service.name", "yaodian"), attribute.String("service.version", version)),
		resource.WithTelemetrySDK(), resource.WithHost(), resource.WithFromEnv())
	if err != nil && !errors.Is(err, resource.ErrPartialResource) {
		return nil, err
	}
	return TracingTo(sdk.NewTracerProvider(sdk.WithBatcher(exporter), sdk.WithResource(res))), nil
}

// TracingTo makes spans through a provider.
func TracingTo(p *sdk.TracerProvider) *Tracing {
	return &Tracing{Provider: p, Propagator: propagation.NewCompositeTextMapPropagator(propagation.TraceContext{}, propagation.Baggage{}),
		tracer: p.Tracer("yaodian"), shutdown: p.Shutdown}
}

// Close sends what has not been sent yet.
func (t *Tracing) Close(ctx context.Context) error {
	if t == nil {
		return nil
	}
	return t.shutdown(ctx)
}

// Stage opens a span; what it returns ends it with the outcome. It fits
// parser.Options.Stage. Only codes go into spans, no texts of notices.
func (t *Tracing) Stage(ctx context.Context, name string) (context.Context, func(error)) {
	if t == nil {
		return ctx, func(error) {}
	}
	ctx, span := t.tracer.Start(ctx, name)
	return ctx, func(err error) {
		if err != nil {
			var fe *format.Error
			if errors.As(err, &fe) {
				span.SetAttributes(attribute.String("yaodian.code", string(fe.Code)))
			}
			span.SetStatus(codes.Error, "")
		}
		span.End()
	}
}
