package io.overlap.crawler;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;

/**
 * Passes over preliminary answers (1xx). The client takes one for the answer, and the answer for that to the next
 * request on the connection.
 */
final class PreliminaryAnswers extends ChannelInboundHandlerAdapter {
    private boolean passing; // from the head of a preliminary answer to its end

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpResponse response) {
            passing = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
            if (response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
                passing = false;
                response.setDecoderResult(DecoderResult.failure(
                        new IllegalArgumentException("101 Switching Protocols, which was not asked for")));
            }
        }
        if (!passing) {
            ctx.fireChannelRead(message);
            return;
        }
        passing = !(message instanceof LastHttpContent);
        ReferenceCountUtil.release(message);
    }
}
