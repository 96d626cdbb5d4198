/// Initial values of parameters, from random keys.
package fluxion.nn.init;
