/// `fluxion train`.
@NullMarked
package fluxion.cli.train;

import org.jspecify.annotations.NullMarked;
