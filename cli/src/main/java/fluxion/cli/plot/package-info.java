/// Pictures of what was computed.
@NullMarked
package fluxion.cli.plot;

import org.jspecify.annotations.NullMarked;
