# The three images in one go, for this machine or for the pipeline:
#   RELEASE_ID=$(git rev-parse HEAD) docker buildx bake -f docker/bake.hcl
#   … --set '*.platform=linux/arm64' --push         on a native arm64 machine
# Bases without a registry: `eval "$(scripts/airgap/bases.sh --env | sed s/^/export\ /)"` first.

variable "IMAGE_PREFIX" { default = "ghcr.io/highlandpc/vantrexia" }
variable "RELEASE_ID" { default = "" }
variable "SOURCE_URL" { default = "" }
variable "PYTHON_BASE" { default = "python:3.13-slim-trixie" }
variable "NODE_BASE" { default = "node:22-trixie-slim" }
variable "NGINX_BASE" { default = "nginx:1.30" }

group "default" { targets = ["backend", "frontend", "nginx"] }

target "_common" {
  context = "."
  args = {
    # An image without a name of its own can be neither checked nor rolled back to.
    RELEASE_ID = notequal("", RELEASE_ID) ? RELEASE_ID : regex("set RELEASE_ID", "")
    SOURCE_URL = SOURCE_URL
  }
}
target "backend" {
  inherits = ["_common"]
  dockerfile = "docker/backend/Dockerfile"
  args = { PYTHON_BASE = PYTHON_BASE }
  tags = ["${IMAGE_PREFIX}/backend:${RELEASE_ID}"]
}
target "frontend" {
  inherits = ["_common"]
  dockerfile = "docker/frontend/Dockerfile"
  args = { NODE_BASE = NODE_BASE, NGINX_BASE = NGINX_BASE }
  tags = ["${IMAGE_PREFIX}/frontend:${RELEASE_ID}"]
}
target "nginx" {
  inherits = ["_common"]
  dockerfile = "docker/nginx/Dockerfile"
  args = { NGINX_BASE = NGINX_BASE }
  tags = ["${IMAGE_PREFIX}/nginx:${RELEASE_ID}"]
}
