/// `fluxion gradbench`: the side of a tool in GradBench's protocol, a JSON object a line on the standard streams.
///
/// [fluxion.cli.gradbench.problem] holds the objectives and knows nothing else, [fluxion.cli.gradbench.eval] what each
/// eval asks of them and the forms of its messages, and this package the conversation.
@NullMarked
package fluxion.cli.gradbench;

import org.jspecify.annotations.NullMarked;
