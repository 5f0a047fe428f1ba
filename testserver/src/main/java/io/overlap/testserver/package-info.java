/**
 * A server whose every delay is known: requests in, late answers and a chronology out. {@link
 * io.overlap.testserver.TestServer#builder} begins; whoever reads on finds
 *
 * <ul>
 *   <li>how long: {@code Delay}, {@code DelayDistribution} and its {@code DelayForms}, {@code DelayTrace}, {@code Quantiles};
 *   <li>what is asked for: {@code Target}, {@code Plan} of {@code Words}, {@code Content} and {@code Faults}; {@code Route} and
 *       {@code Scenario} where the request says nothing;
 *   <li>who waits for what: {@code Timers}, {@code ManualClock}, {@code Limit} and {@code Capacity}, {@code RateLimit} and
 *       {@code Rates};
 *   <li>what it is on a connection: {@code Protocols}, then {@code Connection} or {@code H2Connection}, {@code Endpoints} and
 *       {@code Questions}, a {@code Reply}, its {@code Delivery} of a {@code Body} over a {@code Wire};
 *   <li>what is saved: {@code Save}, {@code SaveBody}, {@code SavePlan}, {@code Rule}, {@code Saves};
 *   <li>what is seen: {@code Ledger} of {@code Counters} and {@code Chronology}; {@code Reports}, {@code Prometheus}, {@code
 *       ChronologySvg}, {@code LiveFeed} and {@code LivePage};
 *   <li>TLS: {@code TlsPort}, {@code Handshake}, {@code Certificates} by {@code X509}.
 * </ul>
 *
 * <p>They share the state of one event loop and hand it on without copies, so they are one package.
 */
@NullMarked
package io.overlap.testserver;

import org.jspecify.annotations.NullMarked;
