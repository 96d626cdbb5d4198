/// The `fluxion` command.
@NullMarked
package fluxion.cli;

import org.jspecify.annotations.NullMarked;
