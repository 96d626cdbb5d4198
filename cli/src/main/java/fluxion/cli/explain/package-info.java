/// `fluxion explain`.
@NullMarked
package fluxion.cli.explain;

import org.jspecify.annotations.NullMarked;
