/// `fluxion demo`.
@NullMarked
package fluxion.cli.demo;

import org.jspecify.annotations.NullMarked;
