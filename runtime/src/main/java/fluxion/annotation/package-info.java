/// What a user writes on plain Java methods, and what generated companions carry so that tools can read them.
package fluxion.annotation;
