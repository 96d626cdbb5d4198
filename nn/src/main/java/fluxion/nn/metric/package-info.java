/// Metrics: what people want to know about predictions, beside the loss.
package fluxion.nn.metric;
