# Downhill in a container: docker build -t downhill . && docker run -p 8000:8000 -v downhill:/data -e SECRET_KEY=… downhill
FROM python:3.11-slim AS build
WORKDIR /src
COPY requirements.lock ./
RUN python -m venv /opt/downhill && /opt/downhill/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY . .
RUN /opt/downhill/bin/pip install --no-cache-dir --no-deps .

FROM python:3.11-slim
RUN useradd --system --create-home --home-dir /data downhill
COPY --from=build /opt/downhill /opt/downhill
USER downhill
ENV HOST=0.0.0.0 PORT=8000 INSTANCE=/data PYTHONUNBUFFERED=1
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=12s CMD ["/opt/downhill/bin/python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=11)"]
ENTRYPOINT ["/opt/downhill/bin/course"]
CMD ["run"]
