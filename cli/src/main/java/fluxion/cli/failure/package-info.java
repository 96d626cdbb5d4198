/// How a command fails.
@NullMarked
package fluxion.cli.failure;

import org.jspecify.annotations.NullMarked;
