package io.overlap.crawler;

import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramChannel;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.resolver.InetSocketAddressResolver;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Finds a host's addresses without blocking, and lets through only those that the policy allows. */
final class GuardedResolver extends AddressResolverGroup<InetSocketAddress> {
    private final Class<? extends DatagramChannel> channelType;
    private final DnsServerAddressStreamProvider nameServers;
    private final Predicate<InetAddress> allowed;

    GuardedResolver(
            Class<? extends DatagramChannel> channelType,
            DnsServerAddressStreamProvider nameServers,
            Predicate<InetAddress> allowed) {
        this.channelType = channelType;
        this.nameServers = nameServers;
        this.allowed = allowed;
    }

    /** Thrown into a resolution all of whose addresses are refused. */
    static final class AddressRefusedException extends IOException {
        private static final long serialVersionUID = 1L;

        AddressRefusedException(String host, List<InetAddress> addresses) {
            super("refused addresses of " + host + ": " + addresses);
        }
    }

    @Override
    protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
        return new InetSocketAddressResolver(executor, new Names((EventLoop) executor));
    }

    private final class Names extends InetNameResolver {
        private final EventLoop loop;
        private @Nullable DnsNameResolver dns; // opened with the first name: an address needs none

        Names(EventLoop loop) {
            super(loop);
            this.loop = loop;
        }

        @Override
        protected void doResolve(String host, Promise<InetAddress> promise) {
            Promise<List<InetAddress>> all = loop.newPromise();
            all.addListener(done -> {
                if (done.isSuccess()) {
                    promise.setSuccess(all.getNow().get(0));
                } else {
                    promise.setFailure(done.cause());
                }
            });
            doResolveAll(host, all);
        }

        @Override
        protected void doResolveAll(String host, Promise<List<InetAddress>> promise) {
            byte[] literal = NetUtil.createByteArrayFromIpAddressString(host);
            if (literal != null) {
                try {
                    admit(host, List.of(InetAddress.getByAddress(host, literal)), promise);
                } catch (UnknownHostException e) {
                    promise.setFailure(e);
                }
                return;
            }
            dns().resolveAll(host).addListener((io.netty.util.concurrent.Future<List<InetAddress>> found) -> {
                if (found.isSuccess()) {
                    admit(host, found.getNow(), promise);
                } else {
                    promise.setFailure(unknown(host, found.cause()));
                }
            });
        }

        /** Without its cause: the client reports the innermost one, and that no longer tells a name from a socket. */
        private static UnknownHostException unknown(String host, Throwable cause) {
            Throwable innermost = cause;
            while (innermost.getCause() != null) {
                innermost = innermost.getCause();
            }
            return new UnknownHostException(host + ": " + innermost.getMessage());
        }

        private void admit(String host, List<InetAddress> found, Promise<List<InetAddress>> promise) {
            List<InetAddress> admitted;
            try {
                admitted = found.stream().filter(allowed).toList();
            } catch (RuntimeException e) {
                promise.setFailure(e);
                return;
            }
            if (admitted.isEmpty()) {
                promise.setFailure(new AddressRefusedException(host, found));
            } else {
                promise.setSuccess(admitted);
            }
        }

        private DnsNameResolver dns() {
            DnsNameResolver opened = dns;
            if (opened == null) {
                opened = new DnsNameResolverBuilder(loop)
                        .datagramChannelType(channelType)
                        .nameServerProvider(nameServers)
                        .build();
                dns = opened;
            }
            return opened;
        }

        @Override
        public void close() {
            if (dns != null) {
                dns.close();
            }
        }
    }
}
