/// What must hold in a graph or program beyond the type rules: [Verifier] reports everything that does not.
package fluxion.ir.verify;
